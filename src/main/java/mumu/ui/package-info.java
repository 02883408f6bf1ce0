/** The optional panel: an observable form that fires the commands, nothing else. */
package mumu.ui;
