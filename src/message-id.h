/* MESSAGE_IDs of the entries that `--output journal` writes: one for each kind of
 * outcome, never to be changed or used for another (systemd.journal-fields(7)).  The
 * message catalogue, data/tinyvm.catalog.in, takes them from here. */
#pragma once

#define MESSAGE_PASSED "ff28b5a6f65943c6a0c97b41685f5c38"
#define MESSAGE_FAILED "53b6659c0fb04044a7accfafd6802d0b"
#define MESSAGE_LEFTOVERS "da253a30bfc044ec8caf6dda08dfbf79"
#define MESSAGE_UNCHECKED "d46ed6bbcfde402fa571c77934d10c51"
#define MESSAGE_SKIPPED "c36b8bdd29f84f499f2b343c8b82563f"
#define MESSAGE_INTERRUPTED "7c1e10527afc4ec59b3bc65bd9e366f1"
#define MESSAGE_TOTALS "d4bbdb98c4ba4f34a309981a845c443b"
