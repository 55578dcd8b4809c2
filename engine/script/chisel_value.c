/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/script/chisel_internal.h"

/* Values of fields as Lua has them. */

/* False for what is no number. */
static bool number_of(const struct value *v, double *d)
{
	enum number kind = ptype_number(v->type);

	*d = v->type == PT_DOUBLE ? v->d : kind == NUM_SIGNED ? (double)v->i : (double)v->u;
	return kind != NUM_NONE || v->type == PT_DOUBLE;
}

static enum cell_kind text_cell(struct chisel_cell *cell, const char *s, size_t len)
{
	cell->text = s ? s : "";
	cell->len = (uint32_t)len;
	return CELL_TEXT;
}

/* A value as its printed form. */
static enum cell_kind rendered(struct chisel *c, const struct value *v)
{
	buf_clear(&c->scratch);
	value_append(&c->scratch, v, c->set->env->query);
	return text_cell(&c->cell, c->scratch.p, c->scratch.len);
}

static enum cell_kind cell_of(struct chisel *c, const struct value *v)
{
	switch (v->type) {
	case PT_CHARBUF:
	case PT_FSPATH:
	case PT_FSRELPATH:
		return v->fmt == PF_PRINTABLE ? rendered(c, v) : text_cell(&c->cell, v->s, v->len);
	case PT_BYTEBUF:
		/* evt.buffer is text, as -A and -x have it; raw arguments are bytes. */
		return v->fmt == PF_RAWBYTES ? text_cell(&c->cell, v->s, v->len) : rendered(c, v);
	case PT_BOOL:
		c->cell.number = v->u != 0;
		return CELL_BOOL;
	case PT_IPV4ADDR:
	case PT_IPV6ADDR:
	case PT_IPADDR:
		return rendered(c, v);
	case PT_SOCKADDR:
		return CELL_NIL; /* as ever; scripts that want it ask for the text, evt.arg */
	default:
		return number_of(v, &c->cell.number) ? CELL_NUMBER : CELL_NONE;
	}
}

enum cell_kind chisel_cell_get(struct chisel *c, const struct field_ref *ref)
{
	struct value v;

	if (!field_get(filter_ctx(c->run, &c->set->cursor), ref, &v))
		return CELL_NIL;
	return cell_of(c, &v);
}

int chisel_cell_push(struct chisel *c, lua_State *L, enum cell_kind kind)
{
	switch (kind) {
	case CELL_NUMBER:
		lua_pushnumber(L, c->cell.number);
		break;
	case CELL_TEXT:
		lua_pushlstring(L, c->cell.text, c->cell.len);
		break;
	case CELL_BOOL:
		lua_pushboolean(L, c->cell.number != 0);
		break;
	default:
		lua_pushnil(L);
		break;
	}
	return 1;
}
