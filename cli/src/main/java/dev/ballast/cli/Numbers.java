package dev.ballast.cli;

import dev.ballast.cli.part.Shard;
import dev.ballast.spec.grammar.DurationText;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  /** A duration above 0, such as {@code 10s}, in nanoseconds. */
  static final class Duration implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      try {
        return DurationText.nanos(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** A large count, at least one: {@code 20M} is 20 million, {@code 500k} 500 thousand. */
  static final class Amount implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      int last = text.length() - 1;
      long unit = text.endsWith("M") ? 1_000_000 : text.endsWith("k") ? 1_000 : 1;
      return unit * whole(unit == 1 ? text : text.substring(0, last), 1, Long.MAX_VALUE / unit);
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

  /** A share as a percentage, such as {@code 0.1%}, from 0 % to 100 %. */
  static final class Percent implements ITypeConverter<Double> {
    private static final Pattern PERCENT = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,9})?) ?%");

    @Override
    public Double convert(String text) {
      Matcher percent = PERCENT.matcher(text);
      if (percent.matches()) {
        BigDecimal share = new BigDecimal(percent.group(1)).movePointLeft(2);
        if (share.compareTo(BigDecimal.ONE) <= 0) {
          return share.doubleValue();
        }
      }
      throw new TypeConversionException(
          "expected a percentage from 0% to 100%, such as 0.5%, found '" + text + "'");
    }
  }

  /** A share as {@link Percent} reads it. */
  static String percent(double share) {
    return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString() + "%";
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
