/** The tables of docs/permissions.md, run. */
@NullMarked
package io.hawser.permissions;

import org.jspecify.annotations.NullMarked;
