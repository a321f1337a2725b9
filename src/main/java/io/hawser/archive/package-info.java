/** Taking finished days of the kept log out into files, by what each kind's retention says, and asking of both together. */
@NullMarked
package io.hawser.archive;

import org.jspecify.annotations.NullMarked;
