/** What this machine has for CUDA, what it lacks, and what to do about it. */
package mumu.runtime.cuda;
