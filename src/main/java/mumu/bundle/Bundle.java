package mumu.bundle;

/** A model on disk or in the jar. */
public interface Bundle {}
