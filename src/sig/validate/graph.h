/* From where each object of a document is referred to: a walk over everything that the trailer
 * reaches, continued with what each later revision adds. An overridden object is explained only if
 * all its references are of the kinds that the explanation allows (aliasing: a list of certificates
 * that is also a page's content). References are never taken away again: too many can only refuse.
 *
 * A key counts as what it says only where the standard puts it: /Metadata in the catalog itself,
 * /Certs in the DSS, /AP in an object's own dictionary; the same name deeper inside, say among a
 * page's images, is any other key. */
#pragma once
#include "pdf/doc.h"

/* GRAPH_KEY(symbol, english, japanese): keys under which objects are referred to, with what
 * such an object is for people. Beneath /AP the key stays AP until a stream is reached. The keys
 * from AcroForm on explain changes, and hold only in their place (graph.c). */
#define GRAPH_KEYS(GRAPH_KEY)                                                                \
	GRAPH_KEY(Contents, "the content of a page", "ページの内容")                          \
	GRAPH_KEY(Root, "the catalog", "カタログ")                                            \
	GRAPH_KEY(Pages, "the page tree", "ページ構成")                                       \
	GRAPH_KEY(Font, "a font", "フォント")                                                 \
	GRAPH_KEY(FontDescriptor, "a font", "フォント")                                       \
	GRAPH_KEY(FontFile, "a font", "フォント")                                             \
	GRAPH_KEY(FontFile2, "a font", "フォント")                                            \
	GRAPH_KEY(FontFile3, "a font", "フォント")                                            \
	GRAPH_KEY(DescendantFonts, "a font", "フォント")                                      \
	GRAPH_KEY(Encoding, "a font's encoding", "フォントの符号化")                          \
	GRAPH_KEY(ToUnicode, "what a font's text means", "フォントの文字対応")                \
	GRAPH_KEY(CharProcs, "a font's glyphs", "フォントの字形")                             \
	GRAPH_KEY(XObject, "an image or a form of a page", "ページの画像または図形")          \
	GRAPH_KEY(SMask, "the mask of an image", "画像のマスク")                              \
	GRAPH_KEY(ColorSpace, "a colour space", "色空間")                                     \
	GRAPH_KEY(ExtGState, "a graphics state", "描画状態")                                  \
	GRAPH_KEY(Pattern, "a pattern", "模様")                                               \
	GRAPH_KEY(Resources, "the resources of a page or form", "ページまたは図形の資源")     \
	GRAPH_KEY(OCProperties, "the layers", "レイヤー")                                     \
	GRAPH_KEY(OCGs, "the layers", "レイヤー")                                             \
	GRAPH_KEY(Names, "the document's names", "文書の名前一覧")                            \
	GRAPH_KEY(EmbeddedFiles, "embedded files", "埋め込みファイル")                        \
	GRAPH_KEY(EF, "an embedded file", "埋め込みファイル")                                 \
	GRAPH_KEY(OpenAction, "what happens at opening", "開くときの動作")                    \
	GRAPH_KEY(StructTreeRoot, "the structure", "文書構造")                                \
	GRAPH_KEY(Outlines, "the bookmarks", "しおり")                                        \
	GRAPH_KEY(Perms, "the permissions", "権限")                                           \
	GRAPH_KEY(Lock, "a field's lock", "フィールドのロック")                               \
	GRAPH_KEY(V, "a field's value", "フィールドの値")                                     \
	GRAPH_KEY(AcroForm, "the form", "フォーム")                                           \
	GRAPH_KEY(DR, "the form's resources", "フォームの資源")                               \
	GRAPH_KEY(AP, "an appearance", "外観")                                                \
	GRAPH_KEY(Fields, "the list of fields or a field", "フィールド（一覧）")              \
	GRAPH_KEY(Kids, "a list of pages or fields", "ページまたはフィールドの一覧")          \
	GRAPH_KEY(Annots, "the annotations of a page", "ページの注釈")                        \
	GRAPH_KEY(Popup, "a pop-up note", "ポップアップ")                                     \
	GRAPH_KEY(IRT, "an annotation", "注釈")                                               \
	GRAPH_KEY(Parent, "an object", "オブジェクト")                                        \
	GRAPH_KEY(P, "a page", "ページ")                                                      \
	GRAPH_KEY(Obj, "an object", "オブジェクト")                                           \
	GRAPH_KEY(Data, "an object", "オブジェクト")                                          \
	GRAPH_KEY(Info, "the document information", "文書情報")                               \
	GRAPH_KEY(Metadata, "the metadata", "メタデータ")                                     \
	GRAPH_KEY(Extensions, "the extensions", "拡張")                                       \
	GRAPH_KEY(DSS, "the validation data", "検証情報")                                     \
	GRAPH_KEY(Certs, "validation data", "検証情報")                                       \
	GRAPH_KEY(OCSPs, "validation data", "検証情報")                                       \
	GRAPH_KEY(CRLs, "validation data", "検証情報")                                        \
	GRAPH_KEY(VRI, "validation data", "検証情報")

enum graph_key {
#define GRAPH_KEY(name, en, ja) GRAPH_##name,
	GRAPH_KEYS(GRAPH_KEY)
#undef GRAPH_KEY
	GRAPH_OTHER, /* any other key */
	GRAPH_KEY_COUNT_
};
#define GRAPH_BIT(key) (UINT64_C(1) << GRAPH_##key)

struct graph_node {
	uint32_t num;	  /* 0: an empty place of the table */
	uint32_t owner;	  /* the one object that refers to it under AP */
	uint64_t from;	  /* bits of the keys under which it is referred to */
	/* of the comparison (diff.c) */
	uint64_t explained;	/* keys under which a change of it is explained */
	uint32_t explained_at;	/* in this revision */
	uint32_t field;		/* 1 + index of the field that it is or is a widget of */
	uint32_t new_field_at;	/* the revision that rightly added it as a signature field */
};

struct graph;
enum err graph_new(struct arena *mem, struct graph **out, struct error *e) MUST_USE;
/* The node of an object, made when missing. NULL: mem is full. Valid until the next call. */
struct graph_node *graph_node(struct graph *g, uint32_t num);
/* Follows everything from the trailer of d. */
enum err graph_walk(struct graph *g, struct pdf_doc *d, struct error *e) MUST_USE;
/* Follows what these objects of d, which may have been known with other values, refer to. */
enum err graph_extend(struct graph *g, struct pdf_doc *d, const uint32_t *nums, size_t n,
		      struct error *e) MUST_USE;
/* False when some object could not be read: what is not referred to may be so after all. */
_Bool graph_complete(const struct graph *g);
/* What an object with these bits is, for people. */
const char *graph_what(uint64_t from, _Bool ja);
