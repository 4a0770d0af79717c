/** The servers a load can be put on, and how users and chats come into being on each. */
package io.chathub.bench.target;
