/** One file per menu command: options ⇄ request, dialog, run it, show it. */
package mumu.command;
