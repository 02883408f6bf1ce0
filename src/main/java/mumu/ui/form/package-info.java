/** What the panel holds and does, without a window: observable, and free of AWT and ImageJ. */
package mumu.ui.form;
