package io.diskwright.arrays.smis;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Makes the JDK's XML parsers refuse document type definitions, and with them external and
 * exploding entities. wbem-java makes its parsers by itself, with the defaults, for objects that
 * are embedded as text; nothing in this process has a use for a DTD.
 */
final class XmlGuard {
  /** JDK 23 on; read by every parser when it is made, module java.xml. */
  private static final String DTD_SUPPORT = "jdk.xml.dtd.support";

  private static final String DENIED = "<!DOCTYPE a [<!ENTITY e \"e\">]><a>&e;</a>";

  private XmlGuard() {}

  /**
   * Sees to it.
   *
   * @throws IllegalStateException when a DTD is still taken
   */
  static void install() {
    System.setProperty(DTD_SUPPORT, "deny");
    try {
      SAXParserFactory.newInstance()
          .newSAXParser()
          .parse(
              new ByteArrayInputStream(DENIED.getBytes(StandardCharsets.UTF_8)),
              new DefaultHandler());
    } catch (SAXException e) {
      return;
    } catch (ParserConfigurationException | IOException e) {
      throw new IllegalStateException(e);
    }
    throw new IllegalStateException("this JDK takes document type definitions in XML");
  }
}
