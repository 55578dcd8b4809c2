/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/field/evt.h"

/*
 * syslog.*: messages that programs send to the system log by writing "<13>text" to /dev/log,
 * the number being facility * 8 + severity.
 */

static const char *const severities[] = {
	"emerg", "alert", "crit", "err", "warn", "notice", "info", "debug",
};

static const char *const facilities[] = {
	"kern",	  "user",   "mail",	"daemon", "auth",   "syslog",	"lpr",	    "news",
	"uucp",	  "clock",  "authpriv", "ftp",	  "ntp",    "logaudit", "logalert", "cron",
	"local0", "local1", "local2",	"local3", "local4", "local5",	"local6",   "local7",
};

const char *syslog_severity_name(unsigned priority)
{
	return severities[priority & 7];
}

static const char *facility_name(unsigned priority)
{
	unsigned n = priority >> 3;

	return n < sizeof(facilities) / sizeof(facilities[0]) ? facilities[n] : "<NA>";
}

/* Cheap for events that are none, since evt.info asks about every event that is printed. */
bool syslog_decode(const struct event_ctx *c, struct syslog_message *m)
{
	const struct fd_version *fd = evt_own_fd(c);
	const struct evt *e = &c->ev;
	const char *data;
	struct param p;
	size_t head = 1; /* bytes before the text: '<', the number, '>' */
	uint64_t priority = 0;

	if (!fd || !(e->info->flags & EF_WRITES_TO_FD) || !event_is_exit(e->type))
		return false;
	if (fd->type != FD_UNIX_SOCK && !fd_is_file(fd))
		return false;
	if (!memmem(fd->name->s, fd->name->len, "/dev/log", 8) || evt_i64(e, 0, -1) < 0)
		return false;
	if (!evt_named_param(e, "data", &p))
		return false;
	data = (const char *)p.p;
	/* The first byte is taken for a '<' without looking, as the reference does. */
	for (; head < p.len && head < 10 && data[head] >= '0' && data[head] <= '9'; head++)
		priority = priority * 10 + (uint64_t)(data[head] - '0');
	if (head == 1 || head == p.len || (data[head] != '>' && data[head]))
		return false;
	head++;
	m->priority = (unsigned)priority;
	m->text = data + head;
	m->len = strnlen(m->text, p.len - head);
	return true;
}

static bool message(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	struct syslog_message m;

	return syslog_decode(c, &m) && value_text(v, r, m.text, m.len);
}

static bool facility(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	struct syslog_message m;

	return syslog_decode(c, &m) && value_u64(v, r, m.priority >> 3);
}

static bool facility_str(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	struct syslog_message m;

	return syslog_decode(c, &m) && value_cstr(v, r, facility_name(m.priority));
}

static bool severity(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	struct syslog_message m;

	return syslog_decode(c, &m) && value_u64(v, r, m.priority & 7);
}

static bool severity_str(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	struct syslog_message m;

	return syslog_decode(c, &m) && value_cstr(v, r, syslog_severity_name(m.priority));
}

static const struct field fields[] = {
	{.name = "syslog.facility.str",
	 .type = PT_CHARBUF,
	 .fmt = PF_NA,
	 .dep = DEP_EVENT,
	 .get = facility_str,
	 .desc = "Facility of the message by its name: kern, user, auth, local0 ..."},
	{.name = "syslog.facility",
	 .type = PT_UINT32,
	 .fmt = PF_DEC,
	 .dep = DEP_EVENT,
	 .get = facility,
	 .desc = "Facility of the message as a number from 0 to 23."},
	{.name = "syslog.severity.str",
	 .type = PT_CHARBUF,
	 .fmt = PF_NA,
	 .dep = DEP_EVENT,
	 .get = severity_str,
	 .desc = "Severity by its name: emerg, alert, crit, err, warn, notice, info or debug."},
	{.name = "syslog.severity",
	 .type = PT_UINT32,
	 .fmt = PF_DEC,
	 .dep = DEP_EVENT,
	 .get = severity,
	 .desc = "Severity as a number, 0 (emerg) to 7 (debug)."},
	{.name = "syslog.message",
	 .type = PT_CHARBUF,
	 .fmt = PF_NA,
	 .dep = DEP_EVENT,
	 .get = message,
	 .desc = "The text that was logged, as far as it was captured."},
};

const struct field_class field_class_syslog = {
	.name = "syslog",
	.desc = "Messages sent to the system log through /dev/log.",
	.fields = fields,
	.n = sizeof(fields) / sizeof(fields[0]),
};
