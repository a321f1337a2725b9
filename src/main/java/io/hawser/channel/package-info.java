/** The ways out of the hub: mail servers, providers of text messages, push services and other people's programs. */
@NullMarked
package io.hawser.channel;

import org.jspecify.annotations.NullMarked;
