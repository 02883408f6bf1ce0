/** Makes the Fiji update site when the project is built; not part of the plugin. */
package mumu.site;
