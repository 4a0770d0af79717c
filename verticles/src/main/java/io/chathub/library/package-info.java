/**
 * Native libraries, out of the jar, as files that can be loaded. Knows nothing of what is in them.
 */
package io.chathub.library;
