/** The words of Hawser as records and sealed types. Nothing but the JDK. */
@NullMarked
package io.hawser.domain;

import org.jspecify.annotations.NullMarked;
