/** Who may see and do what with which device, decided in one place. */
@NullMarked
package io.hawser.sharing;

import org.jspecify.annotations.NullMarked;
