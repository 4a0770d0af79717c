package io.chathub.bench.target;

/** A chat and the tokens of its two members. */
public record ChatSeats(String usif, String tokenA, String tokenB) {}
