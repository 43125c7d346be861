package io.diskwright.cli.input;

/**
 * An object as read, and where it stands.
 *
 * @param <T> its kind
 */
public final class Read<T> {
  private final T object;
  private final Document document;
  private final String prefix;

  Read(T object, Document document, String prefix) {
    this.object = object;
    this.document = document;
    this.prefix = prefix;
  }

  /** The object. */
  public T object() {
    return object;
  }

  /** Where the field is, such as {@code spec.size}; the nearest that is there if it is missing. */
  public Position at(String field) {
    return document.at(prefix.isEmpty() ? field : Document.join(prefix, field));
  }

  /** Another object in its place. */
  public Read<T> with(T other) {
    return new Read<>(other, document, prefix);
  }

  <S> Read<S> as(Class<S> type) {
    return new Read<>(type.cast(object), document, prefix);
  }
}
