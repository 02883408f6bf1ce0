/** What ImageJ, macros and scripts see: MumuPlugin, MacroExtensions, MumuService. */
package mumu;
