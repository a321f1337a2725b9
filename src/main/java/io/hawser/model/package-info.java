/** Device models: which properties and commands a kind of device has. */
@NullMarked
package io.hawser.model;

import org.jspecify.annotations.NullMarked;
