/**
 * ONNX Runtime sessions, devices, DJL tokenizers: the only importer of ai.onnxruntime and ai.djl.
 */
package mumu.runtime;
