/** What is live: sessions, logs, deadlines and the outbox, by Lua scripts. */
@NullMarked
package io.hawser.storage.redis;

import org.jspecify.annotations.NullMarked;
