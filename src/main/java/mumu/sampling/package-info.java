/** Schedules, samplers, guidance, noise: pure functions, one algorithm per file, paper linked. */
package mumu.sampling;
