/** REST under {@code /api/v1}: the OpenAPI contract decides what is a request, small operations answer it. */
@NullMarked
package io.hawser.edge.rest;

import org.jspecify.annotations.NullMarked;
