/* What the window's pages are made of. */
#include "client/gtk/window.h"
#include "client/spell.h"
#include "crypto/digest.h"

enum { SPACE = 6, COLUMN_SPACE = 18, DIGEST_GROUP = 8 };

GtkWidget *part_box(GtkWidget *box, const char *css_class)
{
	GtkWidget *inner = gtk_box_new(GTK_ORIENTATION_VERTICAL, SPACE);

	gtk_widget_add_css_class(inner, css_class);
	gtk_box_append(GTK_BOX(box), inner);
	return inner;
}

static GtkWidget *label_new(const char *text, const char *css_class)
{
	GtkWidget *label = gtk_label_new(text); /* no markup, no mnemonic */

	gtk_label_set_wrap(GTK_LABEL(label), TRUE);
	gtk_label_set_wrap_mode(GTK_LABEL(label), PANGO_WRAP_WORD_CHAR);
	gtk_label_set_xalign(GTK_LABEL(label), 0);
	gtk_label_set_yalign(GTK_LABEL(label), 0);
	if (css_class)
		gtk_widget_add_css_class(label, css_class);
	return label;
}

GtkWidget *part_text(GtkWidget *box, const char *text, const char *css_class)
{
	GtkWidget *label = label_new(text, css_class);

	gtk_box_append(GTK_BOX(box), label);
	return label;
}

GtkWidget *part_grid(GtkWidget *box)
{
	GtkWidget *grid = gtk_grid_new();

	gtk_grid_set_column_spacing(GTK_GRID(grid), COLUMN_SPACE);
	gtk_grid_set_row_spacing(GTK_GRID(grid), SPACE);
	gtk_box_append(GTK_BOX(box), grid);
	return grid;
}

static int rows_of(GtkWidget *grid)
{
	int n = 0;

	while (gtk_grid_get_child_at(GTK_GRID(grid), 0, n))
		n++;
	return n;
}

/* Who cannot see the columns hears both as one. */
static void name_as(GtkWidget *label, const char *caption, const char *value)
{
	char *both = g_strdup_printf("%s%s%s", caption, caption[0] ? ": " : "", value);

	gtk_accessible_update_property(GTK_ACCESSIBLE(label), GTK_ACCESSIBLE_PROPERTY_LABEL, both,
				       -1);
	g_free(both);
}

void part_row(GtkWidget *grid, const char *caption, const char *value)
{
	GtkWidget *left = label_new(caption, "field-name"), *right = label_new(value, NULL);
	int row = rows_of(grid);

	if (!value[0]) {
		g_object_unref(g_object_ref_sink(left));
		g_object_unref(g_object_ref_sink(right));
		return;
	}
	gtk_label_set_wrap(GTK_LABEL(left), FALSE);
	gtk_widget_set_hexpand(right, TRUE);
	name_as(right, caption, value);
	gtk_grid_attach(GTK_GRID(grid), left, 0, row, 1, 1);
	gtk_grid_attach(GTK_GRID(grid), right, 1, row, 1, 1);
}

void part_digest(GtkWidget *box, const char *name, struct bytes digest, struct arena *mem)
{
	char hex[2 * DIGEST_MAX + 1];
	GtkWidget *label;

	hex_encode(digest, hex);
	part_text(box, name, "field-name");
	label = part_text(box, spell_groups(hex, DIGEST_GROUP, mem), "digest");
	gtk_label_set_selectable(GTK_LABEL(label), TRUE);
	name_as(label, name, hex);
}

GtkWidget *part_more(GtkWidget *box, const char *what)
{
	GtkWidget *expander = gtk_expander_new(what);
	GtkWidget *inner = gtk_box_new(GTK_ORIENTATION_VERTICAL, SPACE);

	gtk_accessible_update_property(GTK_ACCESSIBLE(expander), GTK_ACCESSIBLE_PROPERTY_LABEL,
				       what, -1);
	gtk_expander_set_child(GTK_EXPANDER(expander), inner);
	gtk_box_append(GTK_BOX(box), expander);
	return inner;
}
