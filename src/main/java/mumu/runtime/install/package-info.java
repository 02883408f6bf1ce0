/** Fetches the CUDA runtime from a Maven repository when the user asks for it, and removes it. */
package mumu.runtime.install;
