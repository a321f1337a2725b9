/** The register of devices, their secrets and claims. */
@NullMarked
package io.hawser.device;

import org.jspecify.annotations.NullMarked;
