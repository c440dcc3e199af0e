// JSON for the probe function, since Java has none of its own: maps, lists, texts, numbers, true, false and null.
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

class Json {
  private final String text;
  private int at = 0;

  private Json(String text) {
    this.text = text;
  }

  /** The value of a text, or IllegalArgumentException. */
  static Object parse(String text) {
    var json = new Json(text);
    var value = json.value();
    if (json.peek() != 0) throw json.unexpected();
    return value;
  }

  static String write(Object value) {
    var out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  private Object value() {
    switch (peek()) {
      case '{':
        var map = new LinkedHashMap<String, Object>();
        for (at++; !took('}'); took(',')) {
          peek();
          var name = string();
          if (!took(':')) throw unexpected();
          map.put(name, value());
        }
        return map;
      case '[':
        var list = new ArrayList<Object>();
        for (at++; !took(']'); took(',')) list.add(value());
        return list;
      case '"':
        return string();
      default:
        int from = at;
        while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) at++;
        var word = text.substring(from, at);
        if (word.equals("null")) return null;
        return word.equals("true") || word.equals("false") ? (Object) word.equals("true") : new BigDecimal(word);
    }
  }

  private String string() {
    if (text.charAt(at) != '"') throw unexpected();
    var out = new StringBuilder();
    for (at++; text.charAt(at) != '"'; at++) {
      if (text.charAt(at) != '\\') {
        out.append(text.charAt(at));
        continue;
      }
      char escape = text.charAt(++at);
      int plain = "\"\\/bfnrt".indexOf(escape);
      if (plain >= 0) out.append("\"\\/\b\f\n\r\t".charAt(plain));
      else out.append((char) Integer.parseInt(text.substring(at + 1, (at += 4) + 1), 16));
    }
    at++;
    return out.toString();
  }

  /** The next character that is not blank; 0 at the end. */
  private char peek() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
    return at < text.length() ? text.charAt(at) : 0;
  }

  private boolean took(char wanted) {
    if (peek() == 0) throw unexpected();
    if (peek() != wanted) return false;
    at++;
    return true;
  }

  private IllegalArgumentException unexpected() {
    return new IllegalArgumentException("not JSON at character " + at);
  }

  private static void write(Object value, StringBuilder out) {
    if (value instanceof Map<?, ?> map) {
      var between = "{";
      for (var entry : map.entrySet()) {
        write(entry.getKey(), out.append(between));
        write(entry.getValue(), out.append(':'));
        between = ",";
      }
      out.append(map.isEmpty() ? "{}" : "}");
    } else if (value instanceof List<?> list) {
      var between = "[";
      for (var item : list) {
        write(item, out.append(between));
        between = ",";
      }
      out.append(list.isEmpty() ? "[]" : "]");
    } else if (value instanceof String string) {
      out.append('"');
      for (char c : string.toCharArray()) {
        if (c == '"' || c == '\\') out.append('\\').append(c);
        // A lone surrogate has no UTF-8; with its partner it may be escaped as well.
        else if (c < ' ' || Character.isSurrogate(c)) out.append(String.format("\\u%04x", (int) c));
        else out.append(c);
      }
      out.append('"');
    } else {
      out.append(value);
    }
  }
}
