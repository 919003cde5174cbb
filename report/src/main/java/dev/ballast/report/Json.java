package dev.ballast.report;

import dev.ballast.verdict.Unit;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;

/** Writes one document, always in the same bytes: fields in the order given, fixed digits. */
final class Json {
  private static final int SHARE_DIGITS = 8;
  private static final int DIGITS = 6;

  private final JsonGenerator out;

  private Json(JsonGenerator out) {
    this.out = out;
  }

  /** The document whose fields {@code fields} writes; it ends with a line break. */
  static String document(Consumer<Json> fields) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = new JsonFactory().createGenerator(new Indented(), text)) {
      generator.writeStartObject();
      fields.accept(new Json(generator));
      generator.writeEndObject();
    }
    return text.append('\n').toString();
  }

  private static final class Indented extends ObjectWriteContext.Base {
    @Override
    public boolean hasPrettyPrinter() {
      return true;
    }

    @Override
    public PrettyPrinter getPrettyPrinter() {
      DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
      return new DefaultPrettyPrinter(
              Separators.createDefaultInstance()
                  .withObjectNameValueSpacing(Separators.Spacing.AFTER)
                  .withArrayEmptySeparator("")
                  .withObjectEmptySeparator(""))
          .withObjectIndenter(indenter)
          .withArrayIndenter(indenter)
          .createInstance();
    }
  }

  void text(String name, String value) {
    out.writeStringProperty(name, value);
  }

  void texts(String name, Iterable<String> values) {
    out.writeArrayPropertyStart(name);
    values.forEach(out::writeString);
    out.writeEndArray();
  }

  void count(String name, long value) {
    out.writeNumberProperty(name, value);
  }

  void counts(String name, Iterable<Integer> values) {
    out.writeArrayPropertyStart(name);
    values.forEach(out::writeNumber);
    out.writeEndArray();
  }

  void flag(String name, boolean value) {
    out.writeBooleanProperty(name, value);
  }

  /** A number of a unit, rounded; null for what is not there or not bounded. */
  void number(String name, Unit unit, double value) {
    out.writeName(name);
    if (!Double.isFinite(value)) {
      out.writeNull();
      return;
    }
    BigDecimal exact = new BigDecimal(value);
    BigDecimal rounded =
        switch (unit) {
          case SHARE -> exact.round(new MathContext(SHARE_DIGITS));
          case MILLISECONDS, SECONDS, RATIO -> exact.round(new MathContext(DIGITS));
          case COUNT -> exact.setScale(1, RoundingMode.HALF_UP);
        };
    out.writeNumber(rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString());
  }

  void object(String name, Consumer<Json> fields) {
    out.writeObjectPropertyStart(name);
    fields.accept(this);
    out.writeEndObject();
  }

  <T> void array(String name, Iterable<T> items, Consumer<T> fields) {
    out.writeArrayPropertyStart(name);
    for (T item : items) {
      out.writeStartObject();
      fields.accept(item);
      out.writeEndObject();
    }
    out.writeEndArray();
  }
}
