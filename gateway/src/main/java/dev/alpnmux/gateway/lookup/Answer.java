package dev.alpnmux.gateway.lookup;

import java.time.Duration;

/**
 * What DNS has said of a name.
 *
 * @param timeToLive for how long it may be used
 */
record Answer<T>(T value, Duration timeToLive) {}
