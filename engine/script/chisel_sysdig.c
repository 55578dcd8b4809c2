/* SPDX-License-Identifier: Apache-2.0 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <lauxlib.h>

#include "engine/base/mem.h"
#include "engine/script/chisel_internal.h"

/* The module `sysdig`: the program, the capture, arithmetic with times. */

static const struct chisel_env *env_of(lua_State *L)
{
	return chisel_of(L)->set->env;
}

/* ----------------------------------------------------------------------- the program --- */

static int set_filter(lua_State *L)
{
	struct chisel_set *s = chisel_of(L)->set;
	const char *text = luaL_checkstring(L, 1), *set = chisel_set_filter(s);
	struct filter *f;
	struct err e = {0};

	if (set && set[0])
		return luaL_error(L, "sysdig.set_filter: there is a filter already: %s", set);
	if (!text[0])
		return 0;
	f = filter_compile(text, &e);
	if (!f)
		return luaL_error(L, "sysdig.set_filter, column %d: %s", (int)e.off + 1, e.msg);
	chisel_uses_filter(s, f);
	filter_free(f);
	chisel_need_figures(L, s);
	free(s->filter);
	s->filter = xstrdup(text);
	s->replan = true;
	return 0;
}

static int set_snaplen(lua_State *L)
{
	const struct chisel_env *env = env_of(L);
	uint64_t bytes = chisel_ns(L, 1, 1);

	if (env->snaplen)
		env->snaplen(env->arg, bytes);
	return 0;
}

static int set_output_format(lua_State *L)
{
	static const struct {
		const char *name;
		enum bufmode mode;
	} modes[] = {
		{"normal", BUF_DOTS},	{"json", BUF_DOTS},	    {"simple", BUF_DOTS},
		{"hex", BUF_HEX},	{"hexascii", BUF_HEXASCII}, {"ascii", BUF_ASCII},
		{"base64", BUF_BASE64}, {"jsonbase64", BUF_BASE64},
	};
	struct chisel_set *s = chisel_of(L)->set;
	const char *name = luaL_checkstring(L, 1);
	size_t i;

	for (i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		if (strcmp(name, modes[i].name))
			continue;
		if (!s->env->output_chosen) {
			s->env->query->render.bufmode = modes[i].mode;
			s->json_asked = !strcmp(name, "json");
		}
		return 0;
	}
	return luaL_error(L,
			  "sysdig.set_output_format: %s is none of normal, json, simple, hex, "
			  "hexascii, ascii, base64, jsonbase64",
			  name);
}

/* What a recording keeps beside the selected events is not ours to decide (README, -F). */
static int set_fatfile_dump_mode(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TBOOLEAN);
	return 0;
}

static int is_live(lua_State *L)
{
	const struct chisel_set *s = chisel_of(L)->set;

	lua_pushboolean(L, s->log && !s->env->source);
	return 1;
}

static int is_tty(lua_State *L)
{
	lua_pushboolean(L, env_of(L)->tty);
	return 1;
}

static int get_terminal_info(lua_State *L)
{
	const struct chisel_env *env = env_of(L);

	lua_createtable(L, 0, 2);
	lua_pushnumber(L, env->width);
	lua_setfield(L, -2, "width");
	lua_pushnumber(L, env->height);
	lua_setfield(L, -2, "height");
	return 1;
}

static int get_filter(lua_State *L)
{
	const char *text = chisel_set_filter(chisel_of(L)->set);

	lua_pushstring(L, text ? text : "");
	return 1;
}

static int is_print_container_data(lua_State *L)
{
	lua_pushboolean(L, env_of(L)->containers);
	return 1;
}

static int get_output_format(lua_State *L)
{
	const struct chisel_set *s = chisel_of(L)->set;

	lua_pushstring(L, s->env->json || s->json_asked ? "json" : "normal");
	return 1;
}

static int run_app(lua_State *L)
{
	struct chisel_set *s = chisel_of(L)->set;
	const char *text = luaL_checkstring(L, 1);

	free(s->run_app);
	s->run_app = xstrdup(text);
	return 0;
}

static int end_capture(lua_State *L)
{
	chisel_of(L)->set->stop = true;
	return 0;
}

static int log_text(lua_State *L)
{
	static const char *const severities[] = {"debug", "info", "warning", "error", "critical"};
	const struct chisel *c = chisel_of(L);
	const char *text = luaL_checkstring(L, 1), *severity = chisel_opt_text(L, 2);
	size_t i;

	for (i = 0; severity && i < sizeof(severities) / sizeof(severities[0]); i++) {
		if (!strcmp(severity, severities[i]))
			break;
	}
	/* Whatever else it is called, it is worth to be told. */
	if (!severity || i == sizeof(severities) / sizeof(severities[0]))
		severity = "info";
	if (c->set->env->log)
		c->set->env->log(c->set->env->arg, c->info.name, severity, text);
	return 0;
}

/* ----------------------------------------------------------------------- the capture --- */

static int get_machine_info(lua_State *L)
{
	struct chisel *c = chisel_of(L);
	uint64_t num;
	const struct state *st = chisel_moment(c, L, "sysdig.get_machine_info", &num);
	const struct scap_machine *m = state_machine(st);

	lua_createtable(L, 0, 4);
	lua_pushnumber(L, m->num_cpus);
	lua_setfield(L, -2, "num_cpus");
	lua_pushnumber(L, (double)m->memory_bytes);
	lua_setfield(L, -2, "memory_size_bytes");
	lua_pushnumber(L, (double)m->max_pid);
	lua_setfield(L, -2, "max_pid");
	lua_pushstring(L, m->hostname);
	lua_setfield(L, -2, "hostname");
	return 1;
}

static int get_thread_table(lua_State *L)
{
	return chisel_api_thread_table(L, true, false);
}

static int get_thread_table_nofds(lua_State *L)
{
	return chisel_api_thread_table(L, false, false);
}

static int get_thread_table_barebone(lua_State *L)
{
	return chisel_api_thread_table(L, true, true);
}

static int get_thread_table_barebone_nofds(lua_State *L)
{
	return chisel_api_thread_table(L, false, true);
}

static int get_evtsource_name(lua_State *L)
{
	const struct chisel_set *s = chisel_of(L)->set;

	lua_pushstring(L, s->log && s->env->source ? s->env->source : "");
	return 1;
}

/* Not in sysdig: how many captures the command line names. */
static int get_evtsource_count(lua_State *L)
{
	lua_pushnumber(L, env_of(L)->nsources);
	return 1;
}

static int get_firstevent_ts(lua_State *L)
{
	chisel_push_decimal(L, chisel_first_ts(chisel_of(L)->set));
	return 1;
}

static int get_lastevent_ts(lua_State *L)
{
	chisel_push_decimal(L, chisel_last_ts(chisel_of(L)->set));
	return 1;
}

static int get_read_progress(lua_State *L)
{
	const struct chisel_set *s = chisel_of(L)->set;
	uint64_t pos, size;

	if (!s->log)
		return luaL_error(L, "sysdig.get_read_progress: there is no capture before "
				     "on_capture_start");
	log_progress(s->log, &pos, &size);
	lua_pushnumber(L, size ? 100.0 * (double)pos / (double)size : 0);
	return 1;
}

/* --------------------------------------------------------------------------- times --- */

static uint64_t check_time(lua_State *L, int i)
{
	const char *text = luaL_checkstring(L, i);
	char *end;
	uint64_t u;

	errno = 0;
	u = strtoull(text, &end, 10);
	if (end == text || errno)
		luaL_argerror(L, i, "a time in ns, as a decimal number, expected");
	return u;
}

static int make_ts(lua_State *L)
{
	uint64_t s = chisel_ns(L, 1, 1), ns = chisel_ns(L, 2, 1);

	chisel_push_decimal(L, s * 1000000000ull + ns);
	return 1;
}

static int add_ts(lua_State *L)
{
	chisel_push_decimal(L, check_time(L, 1) + check_time(L, 2));
	return 1;
}

static int subtract_ts(lua_State *L)
{
	uint64_t a = check_time(L, 1), b = check_time(L, 2);

	if (a >= b) {
		chisel_push_decimal(L, a - b);
		return 1;
	}
	lua_pushliteral(L, "-");
	chisel_push_decimal(L, b - a);
	lua_concat(L, 2);
	return 1;
}

/* ----------------------------------------------------------------------------- udp --- */

static int udp_setpeername(lua_State *L)
{
	struct chisel_set *s = chisel_of(L)->set;
	const char *ip = luaL_checkstring(L, 1);
	lua_Number port = luaL_checknumber(L, 2);
	struct in_addr a;

	if (inet_pton(AF_INET, ip, &a) != 1)
		return luaL_error(L, "sysdig.udp_setpeername: %s is no IPv4 address", ip);
	if (!(port >= 0 && port <= 65535))
		return luaL_error(L, "sysdig.udp_setpeername: %f is no port", port);
	if (s->udp_fd < 0)
		s->udp_fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (s->udp_fd < 0)
		return luaL_error(L, "sysdig.udp_setpeername: %s", strerror(errno));
	s->udp_ip = a.s_addr;
	s->udp_port = (uint16_t)port;
	return 0;
}

static int udp_send(lua_State *L)
{
	const struct chisel_set *s = chisel_of(L)->set;
	struct sockaddr_in to = {.sin_family = AF_INET,
				 .sin_addr.s_addr = s->udp_ip,
				 .sin_port = htons(s->udp_port)};
	size_t n;
	const char *text = luaL_checklstring(L, 1, &n);

	if (s->udp_fd < 0)
		return luaL_error(L, "sysdig.udp_send: call sysdig.udp_setpeername first");
	if (sendto(s->udp_fd, text, n, MSG_NOSIGNAL, (struct sockaddr *)&to, sizeof(to)) < 0)
		return luaL_error(L, "sysdig.udp_send: %s", strerror(errno));
	return 0;
}

void chisel_open_sysdig(lua_State *L, struct chisel *c)
{
	static const struct chisel_function functions[] = {
		{"set_filter", set_filter},
		{"set_snaplen", set_snaplen},
		{"set_output_format", set_output_format},
		{"set_fatfile_dump_mode", set_fatfile_dump_mode},
		{"is_live", is_live},
		{"is_tty", is_tty},
		{"get_terminal_info", get_terminal_info},
		{"get_filter", get_filter},
		{"get_machine_info", get_machine_info},
		{"get_thread_table", get_thread_table},
		{"get_thread_table_nofds", get_thread_table_nofds},
		{"get_thread_table_barebone", get_thread_table_barebone},
		{"get_thread_table_barebone_nofds", get_thread_table_barebone_nofds},
		{"get_container_table", chisel_api_container_table},
		{"is_print_container_data", is_print_container_data},
		{"get_output_format", get_output_format},
		{"get_evtsource_name", get_evtsource_name},
		{"get_evtsource_count", get_evtsource_count},
		{"get_firstevent_ts", get_firstevent_ts},
		{"get_lastevent_ts", get_lastevent_ts},
		{"make_ts", make_ts},
		{"add_ts", add_ts},
		{"subtract_ts", subtract_ts},
		{"run_app", run_app},
		{"end_capture", end_capture},
		{"log", log_text},
		{"udp_setpeername", udp_setpeername},
		{"udp_send", udp_send},
		{"get_read_progress", get_read_progress},
	};

	chisel_module(L, c, "sysdig", functions, sizeof(functions) / sizeof(functions[0]));
}
