package io.chathub.hub;
