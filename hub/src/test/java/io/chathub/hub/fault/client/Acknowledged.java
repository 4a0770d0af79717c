package io.chathub.hub.fault.client;

/** A push that the hub said is stored. */
public record Acknowledged(String cid, String usif, String id, long seq) {}
