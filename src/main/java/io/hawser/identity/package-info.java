/** Users, passwords, tokens and user sessions. */
@NullMarked
package io.hawser.identity;

import org.jspecify.annotations.NullMarked;
