package dev.ballast.cli;

import dev.ballast.cli.part.Shard;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers on the command line, refused with what was expected. */
final class Numbers {
  private static final int PORT_MAX = 65_535;

  private Numbers() {}

  /** How many of something, at least one. */
  static final class Count implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return (int) whole(text, 1, Integer.MAX_VALUE);
    }
  }

  /** A port, or 0. */
  static final class Port implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return (int) whole(text, 0, PORT_MAX);
    }
  }

  /** One of several shares. */
  static final class ShardOf implements ITypeConverter<Shard> {
    @Override
    public Shard convert(String text) {
      try {
        return Shard.of(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** Any whole number. */
  static long whole(String text) {
    return whole(text, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  private static long whole(String text, long least, long most) {
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    String range = least == Long.MIN_VALUE ? "" : " from " + least + " to " + most;
    throw new TypeConversionException("expected a whole number" + range + ", found '" + text + "'");
  }
}
