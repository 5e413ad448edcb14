/**
 * The status page in a real browser. Read {@link dev.alpnmux.gateway.browser.StatusPageInterop}.
 */
@NullMarked
package dev.alpnmux.gateway.browser;

import org.jspecify.annotations.NullMarked;
