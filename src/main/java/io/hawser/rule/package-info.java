/** What people want to happen by itself: what is watched for, and what is done then. */
@NullMarked
package io.hawser.rule;

import org.jspecify.annotations.NullMarked;
