/** Who did what with accounts, credentials and rights: written once, with what it tells of, and never changed. */
@NullMarked
package io.hawser.audit;

import org.jspecify.annotations.NullMarked;
