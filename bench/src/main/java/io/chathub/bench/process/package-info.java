/** What Linux tells of a process, and processes of our own: started, pinned and ended by handle. */
package io.chathub.bench.process;
