/* A domain's XML as another host is to have it. */
#pragma once

/* A copy of `xml` whose disk lies at `path`.  A new string, or null. */
char *peer_xml(const char *xml, const char *path);
