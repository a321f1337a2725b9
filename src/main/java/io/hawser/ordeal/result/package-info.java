/** What came of the trials: kept as JSON beside the page that it is rendered to. */
@NullMarked
package io.hawser.ordeal.result;

import org.jspecify.annotations.NullMarked;
