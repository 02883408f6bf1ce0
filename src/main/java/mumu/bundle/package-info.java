/** A model on disk: manifest, checksums, import, fine-tunes. */
package mumu.bundle;
