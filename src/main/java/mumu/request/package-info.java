/** What is asked for: prompt, bindings, settings; immutable. */
package mumu.request;
