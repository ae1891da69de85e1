import { expect, test } from "vitest";
import * as Y from "yjs";
import { textBeyond } from "../src/unsentText";

function written(...edits: ((text: Y.Text) => void)[]): Y.Doc {
  const doc = new Y.Doc();
  for (const edit of edits) edit(doc.getText("text"));
  return doc;
}

test("only what the server lacks is offered", () => {
  const doc = written((text) => text.insert(0, "saved "));
  const vector = Y.encodeStateVector(doc);
  doc.getText("text").insert(6, "unsent");
  expect(textBeyond(Y.encodeStateAsUpdate(doc), vector)).toBe("unsent");
});

test("text in several places is on several lines", () => {
  const doc = written(
    (text) => text.insert(0, "end"),
    (text) => text.insert(0, "beginning"),
  );
  expect(textBeyond(Y.encodeStateAsUpdate(doc), null)).toBe("end\nbeginning");
});

test("what was deleted again is not offered", () => {
  const doc = written(
    (text) => text.insert(0, "keep drop"),
    (text) => text.delete(4, 5),
  );
  expect(textBeyond(Y.encodeStateAsUpdate(doc), null)).toBe("keep");
});
