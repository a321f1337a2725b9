/** What is broken: hubs, stores and links that an ordeal starts, stops, freezes and cuts. */
@NullMarked
package io.hawser.ordeal.rig;

import org.jspecify.annotations.NullMarked;
