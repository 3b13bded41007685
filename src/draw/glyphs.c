#include "draw/glyphs.h"
#include <cairo-ft.h>
#include <hb-subset.h>
#include FT_FREETYPE_H

/* A CFF font that some line uses. */
struct draw_cff {
	struct draw_cff *next;
	hb_face_t *face;
	hb_set_t *used;
	hb_map_t *renumbered;	    /* glyphs of face to glyphs of reduced */
	cairo_font_face_t *reduced; /* made at the first show */
};

/* What the reduced font needs as long as Cairo's caches hold it. */
struct font_memory {
	FT_Library library;
	FT_Face face;
	hb_blob_t *data;
};

static hb_face_t *face_of(PangoLayoutRun *run)
{
	return hb_font_get_face(pango_font_get_hb_font(run->item->analysis.font));
}

static _Bool is_cff(hb_face_t *face)
{
	hb_blob_t *table = hb_face_reference_table(face, HB_TAG('C', 'F', 'F', ' '));
	_Bool found = hb_blob_get_length(table) > 0;

	hb_blob_destroy(table);
	return found;
}

static struct draw_cff *find(struct draw_surface *s, hb_face_t *face)
{
	struct draw_cff *f = s->cff;

	while (f && f->face != face)
		f = f->next;
	return f;
}

static struct draw_cff *find_or_add(struct draw_surface *s, hb_face_t *face)
{
	struct draw_cff *f = find(s, face);

	if (f || !is_cff(face))
		return f;
	f = g_new0(struct draw_cff, 1);
	f->face = hb_face_reference(face);
	f->used = hb_set_create();
	f->next = s->cff;
	s->cff = f;
	return f;
}

void draw_glyphs_note(struct draw_surface *s, PangoLayoutLine *line)
{
	GSList *l;
	int i;

	for (l = line->runs; l; l = l->next) {
		PangoLayoutRun *run = l->data;
		struct draw_cff *f = find_or_add(s, face_of(run));

		for (i = 0; f && i < run->glyphs->num_glyphs; i++)
			if (run->glyphs->glyphs[i].glyph < PANGO_GLYPH_EMPTY)
				hb_set_add(f->used, run->glyphs->glyphs[i].glyph);
	}
}

void draw_glyphs_done(struct draw_surface *s)
{
	while (s->cff) {
		struct draw_cff *f = s->cff;

		s->cff = f->next;
		if (f->reduced)
			cairo_font_face_destroy(f->reduced);
		hb_map_destroy(f->renumbered);
		hb_set_destroy(f->used);
		hb_face_destroy(f->face);
		g_free(f);
	}
}

static void font_memory_free(void *p)
{
	struct font_memory *m = p;

	if (m->face)
		FT_Done_Face(m->face);
	if (m->library)
		FT_Done_FreeType(m->library);
	hb_blob_destroy(m->data);
	g_free(m);
}

/* The face with the used glyphs only, as the bytes of a font file. */
static hb_blob_t *subset(struct draw_cff *f)
{
	static const hb_tag_t dropped[] = { HB_TAG('G', 'S', 'U', 'B'), HB_TAG('G', 'P', 'O', 'S'),
					    HB_TAG('G', 'D', 'E', 'F'), HB_TAG('V', 'O', 'R', 'G'),
					    HB_TAG('v', 'h', 'e', 'a'), HB_TAG('v', 'm', 't', 'x'),
					    HB_TAG('B', 'A', 'S', 'E') };
	hb_subset_input_t *input = hb_subset_input_create_or_fail();
	hb_subset_plan_t *plan;
	hb_face_t *small;
	hb_blob_t *blob = NULL;
	size_t i;

	if (!input)
		return NULL;
	hb_set_union(hb_subset_input_glyph_set(input), f->used);
	for (i = 0; i < COUNT_OF(dropped); i++)
		hb_set_add(hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG), dropped[i]);
	hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_DESUBROUTINIZE | HB_SUBSET_FLAGS_NO_HINTING);
	plan = hb_subset_plan_create_or_fail(f->face, input);
	small = plan ? hb_subset_plan_execute_or_fail(plan) : NULL;
	if (small) {
		blob = hb_face_reference_blob(small);
		f->renumbered = hb_map_copy(hb_subset_plan_old_to_new_glyph_mapping(plan));
		hb_face_destroy(small);
	}
	hb_subset_plan_destroy(plan);
	hb_subset_input_destroy(input);
	return blob;
}

static enum err reduce(struct draw_cff *f, struct error *e)
{
	static const cairo_user_data_key_t key;
	struct font_memory *m = g_new0(struct font_memory, 1);
	unsigned len;
	const char *data;

	m->data = subset(f);
	data = m->data ? hb_blob_get_data(m->data, &len) : NULL;
	if (!data || FT_Init_FreeType(&m->library) != 0 ||
	    FT_New_Memory_Face(m->library, (const FT_Byte *)data, (FT_Long)len, 0, &m->face) != 0) {
		font_memory_free(m);
		return error_set(e, ERR_INTERNAL, "the font cannot be reduced");
	}
	f->reduced = cairo_ft_font_face_create_for_ft_face(m->face, FT_LOAD_NO_HINTING);
	cairo_font_face_set_user_data(f->reduced, &key, m, font_memory_free);
	return ERR_OK;
}

struct shown {
	GArray *glyphs;	  /* cairo_glyph_t */
	GArray *clusters; /* cairo_text_cluster_t: which text each glyph stands for */
};

static void add_glyph(struct shown *out, const struct draw_cff *f, const PangoGlyphInfo *g,
		      double x, double y)
{
	cairo_glyph_t one = { hb_map_get(f->renumbered, g->glyph),
			      x + pango_units_to_double(g->geometry.x_offset),
			      y + pango_units_to_double(g->geometry.y_offset) };

	g_array_append_val(out->glyphs, one);
}

/* Text and glyphs of one run in reading order: what is copied out of the PDF is the text. */
static double collect(struct shown *out, const struct draw_cff *f, PangoLayoutRun *run,
		      const char *text, double x, double y)
{
	PangoGlyphItemIter it;
	gboolean more;
	int i;

	for (more = pango_glyph_item_iter_init_start(&it, run, text); more;
	     more = pango_glyph_item_iter_next_cluster(&it)) {
		int step = it.start_glyph < it.end_glyph ? 1 : -1;
		cairo_text_cluster_t c = { it.end_index - it.start_index, 0 };

		for (i = it.start_glyph; i != it.end_glyph; i += step) {
			const PangoGlyphInfo *g = &run->glyphs->glyphs[i];

			if (g->glyph < PANGO_GLYPH_EMPTY) {
				add_glyph(out, f, g, x, y);
				c.num_glyphs++;
			}
			x += pango_units_to_double(g->geometry.width);
		}
		g_array_append_val(out->clusters, c);
	}
	return x;
}

static void set_font(cairo_t *cr, const struct draw_cff *f, PangoLayoutRun *run)
{
	PangoCairoFont *font = PANGO_CAIRO_FONT(run->item->analysis.font);
	cairo_matrix_t m;

	cairo_scaled_font_get_font_matrix(pango_cairo_font_get_scaled_font(font), &m);
	cairo_set_font_face(cr, f->reduced);
	cairo_set_font_matrix(cr, &m);
}

static double show_cff(struct draw_surface *s, const struct draw_cff *f, PangoLayoutRun *run,
		       const char *text, double x, double y)
{
	struct shown out = { g_array_new(FALSE, FALSE, sizeof(cairo_glyph_t)),
			     g_array_new(FALSE, FALSE, sizeof(cairo_text_cluster_t)) };

	x = collect(&out, f, run, text, x, y);
	set_font(s->cr, f, run);
	cairo_show_text_glyphs(s->cr, text + run->item->offset, run->item->length,
			       (const cairo_glyph_t *)(void *)out.glyphs->data,
			       (int)out.glyphs->len,
			       (const cairo_text_cluster_t *)(void *)out.clusters->data,
			       (int)out.clusters->len, 0);
	g_array_free(out.glyphs, TRUE);
	g_array_free(out.clusters, TRUE);
	return x;
}

enum err draw_glyphs_show(struct draw_surface *s, PangoLayoutLine *line, double x, double y,
			  struct error *e)
{
	const char *text = pango_layout_get_text(line->layout);
	GSList *l;

	for (l = line->runs; l; l = l->next) {
		PangoLayoutRun *run = l->data;
		struct draw_cff *f = find(s, face_of(run));

		if (f && !f->reduced)
			TRY(reduce(f, e));
		if (f) {
			x = show_cff(s, f, run, text, x, y);
			continue;
		}
		cairo_move_to(s->cr, x, y);
		pango_cairo_show_glyph_item(s->cr, text, run);
		x += pango_units_to_double(pango_glyph_string_get_width(run->glyphs));
	}
	return ERR_OK;
}
