/** Telling people: whom, when, in which words, and until they know. */
@NullMarked
package io.hawser.alert;

import org.jspecify.annotations.NullMarked;
