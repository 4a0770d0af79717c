package io.chathub.elsewhere;

/** Breaks a rule on purpose: its package is no part of the house. */
public final class Homeless {}
