/**
 * Notices that the files of a configuration have changed. Read {@link
 * dev.alpnmux.gateway.watch.ConfigWatcher}; nothing else knows Vert.x Config.
 */
@NullMarked
package dev.alpnmux.gateway.watch;

import org.jspecify.annotations.NullMarked;
