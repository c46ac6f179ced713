/* Small helpers on libxml2's trees. */
#pragma once

#include <libxml/tree.h>
#include <stdbool.h>

/* Parse a document, without net and DTD (libvirt writes none, and what an entity stands
 * for would be lost in a copy), whose root element has this name; null if it is none.
 * xmlFreeDoc() frees it. */
xmlDocPtr xml_read(const char *xml, const char *root);

/* The first element at "name/name/…" below `node`, or null. */
xmlNodePtr xml_find(xmlNodePtr node, const char *path);

/* The next sibling element of the same name, or null. */
xmlNodePtr xml_next(xmlNodePtr node);

/* Whether the attribute has this value. */
bool xml_is(xmlNodePtr node, const char *attribute, const char *value);

/* The element with all that is in it.  A new string, or null when out of memory. */
char *xml_text(xmlNodePtr node);

/* Keep libxml2 from printing what it thinks of a document, in this thread and in all that
 * are started later: even told so at each parse, it prints when there is no memory. */
void xml_silence(void);
