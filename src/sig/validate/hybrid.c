/* Hybrid files (ISO 32000-2 §7.5.8.4) show old readers a table and new ones a stream on top of it.
 * Honest producers hide what nobody sees, such as the structure; a forger hides a part of a page.
 */
#include "sig/validate/graph.h"
#include "sig/validate/work.h"

static const uint64_t SEEN = (GRAPH_BIT(AcroForm) - 1) &
			     ~(GRAPH_BIT(StructTreeRoot) | GRAPH_BIT(Outlines) | GRAPH_BIT(Names) |
			       GRAPH_BIT(EmbeddedFiles) | GRAPH_BIT(EF) | GRAPH_BIT(ToUnicode));
static const uint64_t SEEN_TOO =
	GRAPH_BIT(AP) | GRAPH_BIT(Fields) | GRAPH_BIT(Annots) | GRAPH_BIT(Kids);

static void tell(struct work *w, enum finding_code code, const char *what)
{
	for (size_t i = 0; i < w->n; i++)
		findings_add(&w->sigs[i].report->findings, code, "%s", what);
}

enum err work_hybrid(struct work *w, struct error *e)
{
	uint32_t size = pdf_doc_size(w->doc), hidden = 0;
	struct graph *g = NULL;

	for (uint32_t num = 1; num < size; num++) {
		struct graph_node *x;

		if (!pdf_doc_hidden(w->doc, num))
			continue;
		if (!hidden++) {
			tell(w, FINDING_HYBRID, "");
			TRY(graph_new(w->mem, &g, e));
			TRY(graph_walk(g, w->doc, e));
		}
		x = graph_node(g, num);
		if (x && x->from & (SEEN | SEEN_TOO)) {
			tell(w, FINDING_HYBRID_VIEWS, graph_what(x->from, 0));
			return ERR_OK;
		}
	}
	return ERR_OK;
}
