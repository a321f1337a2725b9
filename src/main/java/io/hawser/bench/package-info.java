/** The hub measured beside the brokers that people would reach for: what is measured, and the command for it. */
@NullMarked
package io.hawser.bench;

import org.jspecify.annotations.NullMarked;
